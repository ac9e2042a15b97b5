// How each channel looks on a phone: its short name (the driver's), its title, and what it makes of choices.

export const CHANNELS = {
  "Channel::WebWidget": { short: "website", title: "Website", choices: "pills" },
  "Channel::Whatsapp": { short: "whatsapp", title: "WhatsApp", choices: "rows" },
  "Channel::Telegram": { short: "telegram", title: "Telegram", choices: "keys" },
  "Channel::TwilioSms": { short: "sms", title: "SMS", choices: "none" },
  "Channel::FacebookPage": { short: "messenger", title: "Messenger", choices: "pills" },
  "Channel::Api": { short: "api", title: "App", choices: "pills" },
};
export const OFFERED = ["Channel::WebWidget", "Channel::Whatsapp", "Channel::Telegram", "Channel::TwilioSms", "Channel::FacebookPage"];
/** Channels that tell the desk what the student's browser or phone speaks. */
export const TELLS_LANGUAGE = ["website", "telegram"];
export const channelOf = (name) => CHANNELS[name] ?? CHANNELS["Channel::WebWidget"];

const FACES = ["#8a5a44", "#4b6d8f", "#5f7a4d", "#8a5277", "#556080", "#7d6a2f", "#3f7a77", "#9a4f4f"];
export const faceColour = (id) => FACES[(Number(id) || 0) % FACES.length];
export const initial = (name) => (/\p{L}/u.exec(name ?? "")?.[0] ?? "#").toUpperCase();
