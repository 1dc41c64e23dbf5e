const { S3Client, CopyObjectCommand } = require("@aws-sdk/client-s3");

const s3 = new S3Client({});

exports.handler = async (event) => {
  for (const { s3: place } of event.Records) {
    const key = decodeURIComponent(place.object.key.replace(/\+/g, " "));
    const CopySource = `${place.bucket.name}/${place.object.key}`;
    await s3.send(new CopyObjectCommand({ Bucket: process.env.PUBLISHED, Key: key, CopySource }));
  }
};
