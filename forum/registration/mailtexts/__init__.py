"""The words of registration's mails, which organisers can write anew for an edition."""
