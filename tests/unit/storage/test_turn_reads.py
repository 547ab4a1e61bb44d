"""A turn reads what it takes, however large the operation, also before the database knows its size."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from app.storage import endings, resolving, settling, windows
from app.storage.database import Database
from app.storage.ledger import CLAIMS
from app.storage.postgres import PostgresDatabase
from app.storage.sql_drafts import SqlDraftStore
from app.storage.sqlite import SqliteDatabase
from tests.contract.journal_steps import claim, confirmed, settle, turn
from tests.contract.sql_journal import VAULT, MovedClock, SqlJournal

TURNS, AT_A_TIME, ITEMS = 12, 50, 4000

READ = text(
    "SELECT (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname = 'item')"
    " + (SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = 'item')"
)
