namespace Paas.DotNet;

public sealed class DotNetComponentsTests
{
    [Fact]
    public void Read_DepsJson_GivesPackagesWithTheirDigest()
    {
        var digest = new byte[64];
        var json = $$$"""
            { "libraries": {
                "hello/1.0.0": { "type": "project", "serviceable": false, "sha512": "" },
                "Newtonsoft.Json/13.0.3": { "type": "package", "serviceable": true, "sha512": "sha512-{{{Convert.ToBase64String(digest)}}}" },
                "runtimepack.Microsoft.NETCore.App/10.0.0": { "type": "runtimepack", "sha512": "" } } }
            """;

        var component = Assert.Single(DotNetComponents.Read(json));

        Assert.Equal(new SoftwareComponent("Newtonsoft.Json", "13.0.3", "pkg:nuget/Newtonsoft.Json@13.0.3") { Checksum = $"sha512:{new string('0', 128)}" }, component);
    }
}
