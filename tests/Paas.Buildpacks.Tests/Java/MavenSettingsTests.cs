using Paas.Builds;
using Paas.Caching;
using Paas.Files;
using Paas.Jvm;

namespace Paas.Java;

public sealed class MavenSettingsTests : IDisposable
{
    private readonly TestDirectory _app = new();
    private readonly TestDirectory _cache = new();

    [Fact]
    public async Task Prepare_AllThree_TakesThePathFirst()
    {
        Bash.Require("curl");
        _app.With("settings.xml", "<settings/>").With("config/m2.xml", "<settings/>").With("far.xml", "<settings>far</settings>");
        var url = $"file://{_app.PathOf("far.xml")}";

        Assert.Equal("config/m2.xml", (await PrepareAsync(("MAVEN_SETTINGS_PATH", "config/m2.xml"), ("MAVEN_SETTINGS_URL", url))).Path);
        Assert.Equal("<settings>far</settings>", File.ReadAllText((await PrepareAsync(("MAVEN_SETTINGS_URL", url))).Path!));
        Assert.Equal(_app.PathOf("settings.xml"), (await PrepareAsync()).Path);
    }

    [Fact]
    public async Task Prepare_None_UsesNone() => Assert.Equal((null, null), await PrepareAsync());

    [Fact]
    public async Task Prepare_PathLeadsNowhere_NamesTheConfigVar()
    {
        var (_, error) = await PrepareAsync(("MAVEN_SETTINGS_PATH", "config/m2.xml"));

        Assert.StartsWith("The config var MAVEN_SETTINGS_PATH names 'config/m2.xml', which is not in the source.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_UrlFails_SaysWhyWithoutTheUrl()
    {
        Bash.Require("curl");
        var (_, error) = await PrepareAsync(("MAVEN_SETTINGS_URL", "http://user:secret@127.0.0.1:9/settings.xml"));

        Assert.StartsWith("The settings at the config var MAVEN_SETTINGS_URL could not be had: curl: (7)", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_ProxyOfThePlatform_IsAddedToACopyThatIsRemovedAtTheEnd()
    {
        _app.With("settings.xml", """<settings xmlns="http://maven.apache.org/SETTINGS/1.2.0"><mirrors/></settings>""");
        using var build = new TestBuild(_app, _cache);
        build.Environment["https_proxy"] = "http://u:p%26w@proxy.example.com:3128";
        build.Environment["NO_PROXY"] = "localhost,.example.com";
        var settings = Settings(build);

        var (path, error) = await settings.PrepareAsync(TestContext.Current.CancellationToken);

        Assert.Null(error);
        Assert.Equal(
            """
            <settings xmlns="http://maven.apache.org/SETTINGS/1.2.0">
              <mirrors />
              <proxies>
                <proxy>
                  <id>platform-https</id>
                  <active>true</active>
                  <protocol>https</protocol>
                  <host>proxy.example.com</host>
                  <port>3128</port>
                  <username>u</username>
                  <password>p&amp;w</password>
                  <nonProxyHosts>localhost|*.example.com</nonProxyHosts>
                </proxy>
              </proxies>
            </settings>
            """,
            File.ReadAllText(path!).TrimEnd());
        settings.Remove();
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void TryAddProxies_OwnProxies_AreLeftAlone()
    {
        const string Own = "<settings><proxies/></settings>";

        Assert.True(MavenSettings.TryAddProxies(Own, JvmProxies.Parse("http://p.example:1", null, null), out var merged, out _));
        Assert.Equal(Own, merged);
    }

    [Theory]
    [InlineData("<settings>\n<x></settings>", "line 2, column 6: this is not valid XML.")]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><settings>&e;</settings>", "which must not have a DOCTYPE, is not valid XML.")]
    public void TryAddProxies_NoXml_GivesThePlace(string text, string problem)
    {
        Assert.False(MavenSettings.TryAddProxies(text, JvmProxies.Parse("http://p.example:1", null, null), out _, out var error));
        Assert.Equal(problem, error);
    }

    public void Dispose()
    {
        _app.Dispose();
        _cache.Dispose();
    }

    private async Task<(string? Path, string? Error)> PrepareAsync(params (string Name, string Value)[] configVars)
    {
        using var build = new TestBuild(_app, _cache, configVars);
        foreach (var name in new[] { "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY" })
            build.Environment[name] = "";
        return await Settings(build).PrepareAsync(TestContext.Current.CancellationToken);
    }

    private MavenSettings Settings(TestBuild build) =>
        new(build.Context, new ConfinedDirectory(_app.Path), new BuildCache(_cache.Path, "maven"), JvmEnvironment.Create(build.Context));
}
