import { execSync } from "node:child_process";

export async function handler(event: { detail: { room: string } }) {
  execSync(`clean --room ${event.detail.room}`);
}
