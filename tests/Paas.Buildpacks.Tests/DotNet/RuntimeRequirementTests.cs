namespace Paas.DotNet;

public sealed class RuntimeRequirementTests
{
    private static readonly string[] _installed = ["Microsoft.AspNetCore.App 10.0.2 [/dotnet]", "Microsoft.NETCore.App 10.0.2 [/dotnet]", "Microsoft.NETCore.App 11.0.0-rc.1.2 [/dotnet]"];

    [Theory]
    [InlineData("""{"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App","version":"10.0.0"}}}""", true)]
    [InlineData("""{"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App","version":"10.0.3"}}}""", false)]
    [InlineData("""{"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App","version":"8.0.0"}}}""", false)]
    [InlineData("""{"runtimeOptions":{"rollForward":"Major","framework":{"name":"Microsoft.NETCore.App","version":"8.0.0"}}}""", true)]
    [InlineData("""{"runtimeOptions":{"frameworks":[{"name":"Microsoft.NETCore.App","version":"10.0.0"},{"name":"Microsoft.AspNetCore.App","version":"11.0.0"}]}}""", false)]
    [InlineData("""{"runtimeOptions":{"includedFrameworks":[{"name":"Microsoft.NETCore.App","version":"8.0.0"}]}}""", true)]
    [InlineData("{}", true)]
    public void IsSatisfiedBy_RuntimeConfig(string config, bool satisfied) =>
        Assert.Equal(satisfied, RuntimeRequirement.Read(config).All(requirement => requirement.IsSatisfiedBy(_installed)));
}
