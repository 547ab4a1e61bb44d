"""Attachments and files of the gallery."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from playground.page.gallery_elements import mrkdwn, plain
from playground.page.gallery_texts import HOSTILE, LONG_LINK, LONG_WORD

ATTACHMENTS: Mapping[str, Any] = MappingProxyType(
    {
        "attachments": [
            {
                "color": "#36a64f",
                "pretext": "Before the attachment, with *bold*",
                "author_name": "Ada",
                "author_link": "https://example.com/ada",
                "author_icon": "https://example.com/ada.png",
                "title": "Run 42",
                "title_link": "https://example.com/runs/42",
                "text": f"It _ended_ well. <{LONG_LINK}|A long link>",
                "fields": [
                    {"title": "Changed", "value": "12", "short": True},
                    {"title": "Failed", "value": "0", "short": True},
                    {"title": "Note", "value": f"{HOSTILE} {LONG_WORD}", "short": False},
                ],
                "image_url": "https://example.com/chart.png",
                "footer": "Bulk runs",
                "ts": 1_700_000_000,
                "actions": [{"type": "button", "name": "undo", "text": "Undo", "value": "42"}],
            },
            {"color": "danger", "text": "Three of the changes failed."},
            {
                "color": "warning",
                "blocks": [
                    {"type": "section", "block_id": "at1", "text": mrkdwn("Blocks *inside* one")},
                    {
                        "type": "actions",
                        "block_id": "at2",
                        "elements": [
                            {"type": "button", "action_id": "retry", "text": plain("Try again")}
                        ],
                    },
                ],
            },
            {"fallback": "Only a fallback"},
        ]
    }
)
FILES: tuple[Mapping[str, Any], ...] = (
    {
        "id": "F1",
        "name": "deals.csv",
        "title": "deals.csv",
        "filetype": "csv",
        "pretty_type": "CSV",
        "mimetype": "text/csv",
        "size": 48_213,
    },
    {"id": "F2", "name": f"{LONG_WORD}.txt", "filetype": "text", "size": 1},
    {"id": "F3", "mode": "tombstone"},
)
