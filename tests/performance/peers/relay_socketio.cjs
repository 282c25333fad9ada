// The peer: socket.io on WebSockets alone, everybody in one namespace, nothing compressed.
const http = require("node:http");
const { Server } = require("socket.io");

const server = http.createServer((request, response) => response.end("ok"));
const io = new Server(server, {
    transports: ["websocket"],
    perMessageDeflate: false,
    httpCompression: false,
    serveClient: false,
});
io.on("connection", (socket) => {
    socket.on("message", (message) => io.emit("message", message));
});
server.listen(Number(process.argv[2]), "127.0.0.1");
