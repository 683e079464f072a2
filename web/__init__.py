"""The web app: everything between a browser and the patient, and nothing of the patient itself."""
