"""Mail is written as it would be sent, and seen by its owner only."""

import email
import email.policy
from pathlib import Path

import pytest

from app.domain.actions import CreateRecord, DeleteRecord, SendMail
from app.domain.errors import ErrorType, UnknownFailure
from app.domain.operation import Account
from app.domain.record import Entity
from tests.contract.office_subject import SAM
from tests.unit.office.desk import NOW, Build, find, run

PRIYA = Account(provider="office", name="priya@harbor.example")


async def test_a_message_is_what_a_mail_server_would_be_given(build: Build) -> None:
    office = build()
    mail = SendMail(
        to="hanako.yamada@sakura.example",
        to_name="山田 花子",
        subject="Grüße\nBcc: everyone@harbor.example",
        body="Liebe Zoë,\n\n🌻\n",
    )
    [outcome] = await run(office, mail)
    [path] = office.outbox()
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert str(message["From"]) == "Sam Rivera <sam@harbor.example>"
    assert str(message["To"]) == "山田 花子 <hanako.yamada@sakura.example>"
    assert str(message["Subject"]) == "Grüße Bcc: everyone@harbor.example"
    assert message["Bcc"] is None
    assert message["Message-ID"] == outcome.reference
    assert message["Date"].datetime == NOW
    assert message.get_content().splitlines() == ["Liebe Zoë,", "", "🌻"]
    assert path.read_bytes().isascii()


async def test_sent_mail_is_in_the_senders_folder_and_nobody_elses(build: Build) -> None:
    office = build()
    await run(office, SendMail(to="zoe@acme.example", subject="Only mine", body="Hello"))
    [sent] = await find(office, Entity.MAIL, subject="only mine")
    assert (sent.fields["folder"], sent.fields["sender"]) == ("sent", SAM.name)
    assert await find(office, Entity.MAIL, PRIYA, subject="only mine") == []


async def test_nobody_can_delete_anothers_mail(build: Build) -> None:
    office = build()
    [mail, *_] = await find(office, Entity.MAIL, PRIYA)
    theirs = DeleteRecord(entity=Entity.MAIL, id=mail.id, version=mail.version)
    [outcome] = await run(office, theirs)
    assert (outcome.result, outcome.note) == ("skipped", "no longer there")
    assert mail in await find(office, Entity.MAIL, PRIYA)


@pytest.mark.parametrize("address", ["", "tom@vela..example", "tom", "a b@c.example", "x@y"])
async def test_an_invalid_address_is_an_items_failure(build: Build, address: str) -> None:
    office = build()
    [outcome] = await run(office, SendMail(to=address, subject="Hello", body="Hello"))
    assert outcome.error is not None
    assert outcome.error.message == "Invalid email address"
    assert office.outbox() == []


async def test_a_message_that_cannot_be_written_leaves_no_trace(
    build: Build, tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("A file where the outbox should be.")
    office = build()
    with pytest.raises(UnknownFailure):
        await run(office, SendMail(to="zoe@acme.example", subject="Lost", body="Hello"))
    assert await find(office, Entity.MAIL, subject="Lost") == []
    assert await office.effects() == {}


async def test_half_a_character_is_an_items_failure(build: Build) -> None:
    office = build()
    half = "\ud83d"
    outcomes = [
        *await run(office, SendMail(to="zoe@acme.example", subject="Hi", body=half)),
        *await run(office, CreateRecord(entity=Entity.LEAD, values={"name": half})),
    ]
    assert [outcome.error and outcome.error.type for outcome in outcomes] == [
        ErrorType.VALIDATION,
        ErrorType.VALIDATION,
    ]
    assert office.outbox() == []


async def test_an_address_is_the_same_account_however_it_is_written(build: Build) -> None:
    office = build()
    shouted = Account(provider="office", name="SAM@Harbor.example")
    assert len(await find(office, Entity.MAIL, shouted)) >= 200
