import Fastify from "fastify";

const app = Fastify();
const greeting: string = "Hello from";

app.get("/", async () => `${greeting} Fastify on ${process.env.DYNO}\n`);
app.get("/json", async () => ({ node: process.version }));

await app.listen({ host: "0.0.0.0", port: Number(process.env.PORT) });
