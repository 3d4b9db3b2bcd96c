namespace Paas.Dynos.Local;

public sealed class SandboxedAdoptionTests : LocalAdoptionTests
{
    public override async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Sandboxes need Linux and root.");
        await base.InitializeAsync();
    }

    protected override LocalProcessOptions Options
    {
        get
        {
            var options = base.Options;
            (options.Isolation, options.FirstPort, options.LastPort) = (DynoIsolation.Sandboxed, 31_400, 31_599);
            return options;
        }
    }
}
