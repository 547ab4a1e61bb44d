"""What people see: every message and modal, valid in Slack's eyes and true in the reader's."""
