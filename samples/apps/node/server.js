const express = require('express');

const app = express();
app.use(express.static('public'));

app.get('/', (request, response) => {
  response.type('text').send(`Hello from Node.js ${process.versions.node} on ${process.env.DYNO ?? 'this machine'}\n`);
});

const server = app.listen(process.env.PORT ?? 5000);
process.on('SIGTERM', () => server.close());
