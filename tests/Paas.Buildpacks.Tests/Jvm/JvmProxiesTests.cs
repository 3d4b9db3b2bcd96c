namespace Paas.Jvm;

public sealed class JvmProxiesTests
{
    [Theory]
    [InlineData("http://proxy.example.com:3128", "proxy.example.com", 3128, null, null)]
    [InlineData("http://proxy.example.com:3128/", "proxy.example.com", 3128, null, null)]
    [InlineData("proxy.example.com:3128", "proxy.example.com", 3128, null, null)]
    [InlineData("http://proxy.example.com", "proxy.example.com", 80, null, null)]
    [InlineData("http://u%40x:p%3Aw@10.0.0.1:8080", "10.0.0.1", 8080, "u@x", "p:w")]
    [InlineData("http://u@10.0.0.1:8080", "10.0.0.1", 8080, "u", null)]
    public void Parse_Address_IsTakenApart(string url, string host, int port, string? user, string? password)
    {
        Assert.Equal(new JvmProxy("https", host, port, user, password), Assert.Single(JvmProxies.Parse(null, url, null).Proxies));
        Assert.Equal(new JvmProxy("http", host, port, user, password), Assert.Single(JvmProxies.Parse(url, "", null).Proxies));
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("localhost,127.0.0.1, .example.com,10.0.0.0/8", "localhost|127.0.0.1|*.example.com")]
    [InlineData("*", "*")]
    public void Parse_Exceptions_AreInJavasNotation(string? none, string hosts)
    {
        Assert.Equal(hosts, JvmProxies.Parse(null, null, none).NonProxyHosts);
    }
}
