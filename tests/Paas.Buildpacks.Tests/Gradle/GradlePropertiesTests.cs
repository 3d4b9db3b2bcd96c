using Paas.Jvm;

namespace Paas.Gradle;

public sealed class GradlePropertiesTests
{
    [Fact]
    public void Create_NoProxies_OnlyTurnsTheCacheOn() => Assert.Equal("org.gradle.caching=true\n", GradleProperties.Create(JvmProxies.Parse(null, null, "localhost")));

    [Fact]
    public void Create_Proxies_AreReadBackByJavaAsTheyAre()
    {
        var text = GradleProperties.Create(JvmProxies.Parse("http://a.example:1", "http://u:p%3D%23%5C%C3%A9%20x@b.example:3128", "localhost,.example.com"));
        var properties = SystemProperties.Parse(text);

        Assert.Equal("a.example", properties.Find("systemProp.http.proxyHost"));
        Assert.Equal("3128", properties.Find("systemProp.https.proxyPort"));
        Assert.Equal("u", properties.Find("systemProp.https.proxyUser"));
        Assert.Equal("p=#\\é x", properties.Find("systemProp.https.proxyPassword"));
        Assert.Null(properties.Find("systemProp.http.proxyUser"));
        Assert.Equal("localhost|*.example.com", properties.Find("systemProp.http.nonProxyHosts"));
    }
}
