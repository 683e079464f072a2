"""Text goes in; vectors, thoughts and features of form come out. Nothing here knows patients, scores or Rasa."""
