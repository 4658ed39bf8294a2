"""Mail and webhook, sent to real servers."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawler import alarm_settings, sending
from crawler.alarm_settings import AlarmSettings
from crawler.sending import Untold, post, send_mail
from tests.crawler.mail_server import MailServer, Webhook, serving


def to(server: MailServer, *, user: str | None = None, tls: bool = False) -> AlarmSettings:
    return AlarmSettings(
        mail=("ada@x.example", "budi@x.example"),
        sender="kliping@x.example",
        server=alarm_settings.MailServer(host="127.0.0.1", port=server.port, user=user, tls=tls),
    )


def test_a_mail_is_handed_in(server: MailServer) -> None:
    send_mail(to(server), None, "kliping: Zoë is silent", "Nothing new …\n\nSo it is.\n")
    (mail,) = server.mails
    assert (mail["Subject"], mail["From"]) == ("kliping: Zoë is silent", "kliping@x.example")
    assert mail["To"] == "ada@x.example, budi@x.example"
    assert mail.get_content().replace("\r\n", "\n") == "Nothing new …\n\nSo it is.\n"
    assert mail["Date"]
    assert mail["Message-ID"].endswith("@x.example>")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert [line for line in server.said if line.startswith("rcpt")] == [
        "rcpt TO:<ada@x.example>", "rcpt TO:<budi@x.example>",
    ]  # fmt: skip


def test_a_mail_comes_from_the_first_it_goes_to(server: MailServer) -> None:
    send_mail(AlarmSettings(mail=("a@x.example",), server=to(server).server), None, "x", "y")
    assert server.mails[0]["From"] == "a@x.example"


def test_one_of_two_may_be_unknown(server: MailServer) -> None:
    server.refused = {"ada@x.example"}
    send_mail(to(server), None, "x", "y")
    assert len(server.mails) == 1
    server.refused.add("budi@x.example")
    with pytest.raises(Untold) as error:
        send_mail(to(server), None, "x", "y")
    assert "refused for ada@x.example: 550 nobody of that name; budi" in str(error.value)


def test_a_name_logs_in(server: MailServer) -> None:
    server.logins = {"me": "hunter2"}
    send_mail(to(server, user="me"), "hunter2", "x", "y")
    assert len(server.mails) == 1


def test_a_wrong_password_is_said_without_it(server: MailServer) -> None:
    server.logins = {"me": "swordfish"}
    with pytest.raises(Untold, match="user or password were not accepted") as error:
        send_mail(to(server, user="me"), "hunter2", "x", "y")
    assert "hunter2" not in str(error.value)


def test_a_name_without_password_is_said(server: MailServer) -> None:
    with pytest.raises(Untold, match="there is no password for me; set password_file"):
        send_mail(to(server, user="me"), None, "x", "y")


def test_who_wants_to_know_more_is_told_what_the_server_said(server: MailServer) -> None:
    server.logins = {"me": "hunter2"}
    with pytest.raises(Untold, match=r"no mail by 127\.0\.0\.1:\d+: 530 who are you\?"):
        send_mail(to(server), None, "x", "y")


def test_a_server_that_can_encrypt_does(server: MailServer, certificate: Path) -> None:
    server.certificate = certificate
    server.logins = {"me": "hunter2"}
    send_mail(to(server, user="me"), "hunter2", "x", "y")
    assert len(server.mails) == 1
    assert server.said.index("STARTTLS") < next(
        n for n, line in enumerate(server.said) if line.startswith("AUTH")
    )


def test_a_password_is_not_sent_in_the_clear(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "_is_here", lambda host: False)
    server.logins = {"me": "hunter2"}
    with pytest.raises(Untold, match="it offers no encryption, so the password was not sent"):
        send_mail(to(server, user="me"), "hunter2", "x", "y")
    assert not any(line.startswith("AUTH") for line in server.said)


def test_a_certificate_that_anybody_may_have_made_is_none(certificate: Path) -> None:
    server = MailServer()
    server.use_tls(certificate)
    with serving(server), pytest.raises(Untold, match="certificate verify failed"):
        send_mail(to(server, tls=True), None, "x", "y")
    assert server.mails == []


def test_where_nobody_listens_nothing_is_sent() -> None:
    server, webhook = MailServer(), Webhook()
    server.server_close()
    webhook.server_close()
    with pytest.raises(Untold, match=r"no mail by 127\.0\.0\.1:\d+: Connection refused"):
        send_mail(to(server), None, "x", "y")
    with pytest.raises(Untold, match=r"webhook at 127\.0\.0\.1:\d+: Connection ref"):
        post(webhook.url, {})


def test_a_webhook_takes_json(webhook: Webhook) -> None:
    post(webhook.url, {"text": "Zoë is silent", "raised": []})
    assert webhook.taken == [{"text": "Zoë is silent", "raised": []}]
    assert webhook.headers[0]["content-type"] == "application/json; charset=utf-8"


def _redirect(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(302)
    handler.send_header("Location", "/elsewhere")
    handler.end_headers()


def _fail(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(500)
    handler.end_headers()


def _hang(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(1)


def _slam(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (_redirect, "the webhook at HOST answered 302"),
        (_fail, "the webhook at HOST answered 500"),
        (_hang, "no answer of the webhook at HOST: no answer in 0.3 seconds"),
        (_slam, "no answer of the webhook at HOST: Remote end closed connection without response"),
    ],
)
def test_a_webhook_that_does_not_take_it(
    webhook: Webhook, monkeypatch: pytest.MonkeyPatch, answer: object, why: str
) -> None:
    """The path of its URL is a secret."""
    monkeypatch.setattr(sending, "SECONDS", 0.3)
    webhook.answer = answer  # type: ignore[assignment]
    with pytest.raises(Untold) as error:
        post(webhook.url, {})
    assert str(error.value).replace(webhook.url.split("/")[2], "HOST") == why
    assert len(webhook.taken) == 1


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate, signed by nobody."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    file.write_bytes(signed.public_bytes(pem) + private)
    return file
