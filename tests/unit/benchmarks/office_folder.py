"""A folder as the office benchmark has it, with a handful of rows."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

CALENDAR = """event_id,event_name,participant_email,event_start,duration
00000002,Harbour tour,ada.byron@pier.example,2023-11-28 10:00:00,60
00000005,Crane safety,ada.byron@pier.example,2023-12-05 09:30:00,90
00000007,Tide tables,joan.clarke@pier.example,2023-12-05 14:00:00,30
00000011,Crane safety,ada.byron@pier.example,2023-12-12 09:30:00,90
"""

EMAILS = """email_id,inbox/outbox,sender/recipient,subject,sent_datetime,body
00000001,inbox,ada.byron@pier.example,Ropes,2023-11-20 08:00:00,"Sam,

we need more, ""soon""."
00000004,outbox,joan.clarke@pier.example,Buoys,2023-11-21 09:00:00,All painted.
"""

CUSTOMERS = """customer_id,assigned_to_email,customer_name,customer_email,customer_phone,last_contact_date,product_interest,status,follow_up_by,notes
00000003,ada.byron@pier.example,Nemo Lines,office@nemolines,555-0100,2023-11-02,Moorings,Qualified,2023-12-20,
00000008,joan.clarke@pier.example,Kelp Freight,desk@kelpfreight,,2023-10-02,Storage,Lead,2023-12-21,2023-10-02: Called.
"""

ADDRESSES = "ada.byron@pier.example\njoan.clarke@pier.example\n"

CANCEL_ADA = "cancel all my meetings with Ada on December 5"


def office_folder(folder: Path) -> Path:
    """The tables, written to `folder`."""
    named = {
        "calendar_events.csv": CALENDAR,
        "emails.csv": EMAILS,
        "customer_relationship_manager_data.csv": CUSTOMERS,
        "email_addresses.csv": ADDRESSES,
    }
    for name, text in named.items():
        (folder / name).write_text(text)
    return folder


def requests_file(folder: Path, requests: Sequence[Mapping[str, object]]) -> Path:
    """The requests, a line each."""
    path = folder / "asked.jsonl"
    path.write_text("".join(f"{json.dumps(one)}\n" for one in requests))
    return path
