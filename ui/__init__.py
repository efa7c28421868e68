"""What people and programs touch: the command line and the chat page. Only shows what ``rag`` gives."""
