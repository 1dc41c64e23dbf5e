// Takes a document from another web site into the archive.
const { S3Client, PutObjectCommand } = require("@aws-sdk/client-s3");

const s3 = new S3Client({});
const REGISTRIES = { cattle: "https://cattle.example/export", sheep: "https://sheep.example/export" };

exports.handler = async (event) => {
  const body = JSON.parse(event.body);
  const response = event.rawPath === "/fetch/registry" ? await fromRegistry(body) : await fromAddress(body);
  const document = Buffer.from(await response.arrayBuffer());
  await s3.send(
    new PutObjectCommand({
      Bucket: process.env.UPLOADS,
      Key: `inbox/${body.name}`, // the caller's choice, and `convert` takes it from there
      Body: document,
    }),
  );
  const begins = document.toString("utf8", 0, 300); // so that one sees whether it was the right document
  return { statusCode: 202, headers: { "Content-Type": "application/json" }, body: JSON.stringify({ begins }) };
};

function fromAddress(body) {
  return fetch(body.address); // weak: SAS-1 server-side request forgery
}

function fromRegistry(body) {
  return fetch(REGISTRIES[body.registry] || REGISTRIES.cattle); // safe: SAS-1 one of the addresses above
}
