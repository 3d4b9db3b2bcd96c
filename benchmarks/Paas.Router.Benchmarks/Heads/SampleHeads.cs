namespace Paas.Heads;

internal static class SampleHeads
{
    /// <summary>What a browser sends, near 500 bytes.</summary>
    public static readonly byte[] Request = System.Text.Encoding.ASCII.GetBytes(
        """
        GET /articles/2026/how-routers-work?page=2&sort=newest HTTP/1.1
        Host: shop.example.com
        User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0
        Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8
        Accept-Language: en-US,en;q=0.5
        Accept-Encoding: gzip, deflate, br, zstd
        Referer: https://shop.example.com/articles
        Cookie: session=0123456789abcdef0123456789abcdef; theme=dark
        Connection: keep-alive
        X-Request-ID: 0af7651916cd43dd8448eb211c80319c


        """.ReplaceLineEndings("\r\n"));
}
