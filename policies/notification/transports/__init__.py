"""Ways to hand mails over, behind one port: SMTP, a mail provider, files, the console."""
