namespace Paas.Dynos.Local;

/// <summary>As <see cref="SandboxedDriverTests"/>, with a network for each dyno.</summary>
public sealed class OwnNetworkDriverTests : SandboxedDriverTests
{
    protected override bool ReachesLoopback => false;

    protected override int Ports => 31_600;

    protected override void Configure(LocalProcessOptions options)
    {
        base.Configure(options);
        options.Sandbox.OwnNetwork = true;
    }
}
