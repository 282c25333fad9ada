// The peer: `ws` as its own documentation broadcasts, to every open connection.
const http = require("node:http");
const { WebSocket, WebSocketServer } = require("ws");

const server = http.createServer((request, response) => response.end("ok"));
const sockets = new WebSocketServer({ server, path: "/ws", perMessageDeflate: false });
sockets.on("connection", (socket) => {
    socket.on("message", (text, isBinary) => {
        for (const client of sockets.clients) {
            if (client.readyState === WebSocket.OPEN) client.send(text, { binary: isBinary });
        }
    });
});
server.listen(Number(process.argv[2]), "127.0.0.1");
