"""What a claim is held to: each module reads one kind of thing in a claim and in the sentence it cites, and says where they part."""
