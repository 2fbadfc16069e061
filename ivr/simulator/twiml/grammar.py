"""Which elements and attributes there are, and what may stand inside what. Tables only.

Source: twilio.md section 4. Names are case-sensitive. An element that the provider knows and this network does not
imitate is listed in `UNSUPPORTED`, so that its error says so.
"""

CALLBACK = {"recordingStatusCallback", "recordingStatusCallbackMethod", "recordingStatusCallbackEvent"}

ATTRIBUTES: dict[str, set[str]] = {
    "Response": set(),
    "Say": {"voice", "language", "loop"},
    "Play": {"loop", "digits"},
    "Pause": {"length"},
    "Gather": {
        "action", "method", "input", "timeout", "speechTimeout", "maxSpeechTime", "finishOnKey", "numDigits",
        "language", "hints", "partialResultCallback", "partialResultCallbackMethod", "profanityFilter",
        "speechModel", "enhanced", "actionOnEmptyResult", "bargeIn", "debug",
    },
    "Record": {"action", "method", "timeout", "finishOnKey", "maxLength", "playBeep", "trim", "transcribe",
               "transcribeCallback"} | CALLBACK,
    "Dial": {"action", "method", "timeout", "timeLimit", "callerId", "hangupOnStar", "answerOnBridge", "record",
             "recordingTrack", "trim", "referUrl", "referMethod", "ringTone", "sequential", "callReason"} | CALLBACK,
    "Number": {"url", "method", "sendDigits", "statusCallback", "statusCallbackMethod", "statusCallbackEvent",
               "machineDetection", "machineDetectionTimeout", "machineDetectionSpeechThreshold",
               "machineDetectionSpeechEndThreshold", "machineDetectionSilenceTimeout", "amdStatusCallback",
               "amdStatusCallbackMethod", "byoc"},
    "Conference": {"startConferenceOnEnter", "endConferenceOnExit", "beep", "muted", "waitUrl", "waitMethod",
                   "maxParticipants", "participantLabel", "statusCallback", "statusCallbackMethod",
                   "statusCallbackEvent", "record", "recordingStatusCallback", "recordingStatusCallbackMethod",
                   "recordingStatusCallbackEvent", "region", "trim", "jitterBufferSize", "coach"},
    "Redirect": {"method"},
    "Reject": {"reason"},
    "Hangup": set(),
    "Message": {"to", "from", "action", "method", "statusCallback"},
    "Body": set(),
}  # fmt: skip

SSML = {"break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w"}

VOICE = {
    "Response": {"Say", "Play", "Pause", "Gather", "Record", "Dial", "Redirect", "Reject", "Hangup"},
    "Gather": {"Say", "Play", "Pause"},
    "Dial": {"Number", "Conference"},
    "Say": SSML,
}
MESSAGING = {"Response": {"Message", "Redirect"}, "Message": {"Body"}}

UNSUPPORTED = {
    "Enqueue", "Leave", "Queue", "Client", "Sip", "Application", "Connect", "Start", "Stop", "Refer",
    "Sms", "Pay", "Prompt", "Stream", "Media",
}  # fmt: skip
