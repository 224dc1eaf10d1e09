// matrix-bot-sdk asks for a native library that is fetched by an install script. Rooms that are not encrypted need none of
// it; whoever switches encryption on is told so.
const missing = () => {
  throw new Error('End-to-end encryption is not part of this HoloLoom.');
};
const nothing = class {
  constructor() {
    missing();
  }
};

module.exports = {
  StoreType: { Sled: 0, Sqlite: 1 },
  OlmMachine: { initialize: async () => missing() },
  UserId: nothing,
  DeviceId: nothing,
  RoomId: nothing,
  DeviceLists: nothing,
  EncryptionSettings: nothing,
  EncryptedAttachment: nothing,
  Attachment: { encrypt: missing, decrypt: missing },
};
