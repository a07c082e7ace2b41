"""Brings the database of the settings to the newest schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config

ROOT = Path(__file__).parents[2]


def upgrade() -> None:
    """Runs what is missing of the migrations; two processes at once take turns."""
    command.upgrade(Config(ROOT / "alembic.ini"), "head")
