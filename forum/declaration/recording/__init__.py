"""What an officer records once cities have signed: adoption, errata, withdrawn signatures."""
