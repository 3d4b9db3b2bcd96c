using System.Collections.Immutable;

namespace Paas.DotNet;

public sealed class PublishedProjectTests
{
    [Theory]
    [InlineData("MyApp.Worker", "myapp-worker")]
    [InlineData("hello", "hello")]
    [InlineData("_A__B_", "a-b")]
    [InlineData("Ünï", "n")]
    [InlineData("...", "app")]
    public void Label_AssemblyName_IsARfc1123Label(string name, string label) => Assert.Equal(label, PublishedProject.Label(name));

    [Fact]
    public void Label_LongName_HasAtMost63Characters()
    {
        Assert.Equal(new string('a', 62), PublishedProject.Label(new string('a', 62) + ".b"));
        Assert.Equal(new string('a', 63), PublishedProject.Label(new string('a', 64)));
    }

    [Fact]
    public void ProcessTypes_OneWebProjectAmongOthers_IsWeb()
    {
        var types = PublishedProject.ProcessTypes(PublishedProject.Read("""
            /src/My Web|bin/publish/|My.Web|Exe|true||true
            /src/Worker|bin/publish/|My.Worker|Exe||| 
            /src/Lib|bin/publish/|My.Lib|Library|||
            /src/Tests|bin/publish/|My.Tests|Exe||true|true
            /elsewhere|bin/publish/|Outside|Exe|true||true
            noise
            """, "/src"));

        Assert.Equal(new Dictionary<string, string>
        {
            ["web"] = "cd 'My Web/bin/publish'; ./My.Web --urls http://*:$PORT",
            ["my-worker"] = "cd Worker/bin/publish; ./My.Worker",
        }.ToImmutableSortedDictionary(), types);
    }

    [Fact]
    public void ProcessTypes_TwoWebProjects_AreNamedAfterTheirAssemblies()
    {
        var types = PublishedProject.ProcessTypes(PublishedProject.Read("/src/A|bin/publish/|Shop.Api|Exe|true||true\n/src/B|bin/publish/|Shop.Site|Exe|True||false", "/src"));

        Assert.Equal("cd A/bin/publish; ./Shop.Api --urls http://*:$PORT", types["shop-api"]);
        Assert.Equal("cd B/bin/publish; dotnet Shop.Site.dll --urls http://*:$PORT", types["shop-site"]);
        Assert.Equal(2, types.Count);
    }
}
