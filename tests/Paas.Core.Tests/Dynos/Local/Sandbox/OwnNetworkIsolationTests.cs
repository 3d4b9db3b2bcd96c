namespace Paas.Dynos.Local;

/// <summary>As <see cref="SandboxIsolationTests"/>, with a network for each dyno.</summary>
public sealed class OwnNetworkIsolationTests : SandboxIsolationTests
{
    protected override bool OwnNetwork => true;
}
