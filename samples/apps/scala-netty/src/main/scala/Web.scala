package example

import io.netty.bootstrap.ServerBootstrap
import io.netty.buffer.Unpooled
import io.netty.channel.nio.NioEventLoopGroup
import io.netty.channel.socket.SocketChannel
import io.netty.channel.socket.nio.NioServerSocketChannel
import io.netty.channel.{ChannelFutureListener, ChannelHandlerContext, ChannelInitializer, SimpleChannelInboundHandler}
import io.netty.handler.codec.http._
import io.netty.util.CharsetUtil.UTF_8

class Hello extends SimpleChannelInboundHandler[FullHttpRequest] {
  override def channelRead0(context: ChannelHandlerContext, request: FullHttpRequest): Unit = {
    val text = request.uri match {
      case "/xml" => <hello language="Scala">{request.method.name}</hello>.toString + "\n"
      case _ => s"Hello from Scala ${util.Properties.versionNumberString} on ${sys.env.getOrElse("DYNO", "this machine")}\n"
    }
    val response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.copiedBuffer(text, UTF_8))
    response.headers.set(HttpHeaderNames.CONTENT_TYPE, "text/plain")
    HttpUtil.setContentLength(response, response.content.readableBytes)
    val sent = context.writeAndFlush(response)
    if (!HttpUtil.isKeepAlive(request)) sent.addListener(ChannelFutureListener.CLOSE)
  }
}

object Web extends App {
  val group = new NioEventLoopGroup
  new ServerBootstrap()
    .group(group)
    .channel(classOf[NioServerSocketChannel])
    .childHandler(new ChannelInitializer[SocketChannel] {
      override def initChannel(channel: SocketChannel): Unit =
        channel.pipeline.addLast(new HttpServerCodec, new HttpObjectAggregator(65536), new Hello)
    })
    .bind(sys.env.getOrElse("PORT", "5000").toInt)
    .sync.channel.closeFuture.sync
}
