"""What HTTP features share: access marks, the transaction, forms, errors, headers, languages."""
