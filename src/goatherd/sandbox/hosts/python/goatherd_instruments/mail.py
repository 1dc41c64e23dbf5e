"""Mail, with its recipients and headers."""

from .patching import precede


def patch(session, module):
    def look(self, from_addr, to_addrs, msg, *_, **__):
        recipients = session.holds(to_addrs)
        if recipients or session.holds(msg):
            session.reach("mail", "smtplib.sendmail", to_addrs if recipients else msg, recipients=recipients)

    precede(module.SMTP, "sendmail", look)
