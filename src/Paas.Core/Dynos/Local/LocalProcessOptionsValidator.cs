using Microsoft.Extensions.Options;

namespace Paas.Dynos.Local;

/// <summary>Checks the settings when the host starts.</summary>
internal sealed class LocalProcessOptionsValidator : IValidateOptions<LocalProcessOptions>
{
    public ValidateOptionsResult Validate(string? name, LocalProcessOptions options)
    {
        var failures = new List<string>();
        if (string.IsNullOrWhiteSpace(options.RootDirectory))
            failures.Add("RootDirectory is empty; name a directory for the dynos' homes.");
        if (options.FirstPort is < 1 or > 65535 || options.LastPort is < 1 or > 65535 || options.FirstPort > options.LastPort)
            failures.Add($"FirstPort {options.FirstPort} to LastPort {options.LastPort} is no range of ports between 1 and 65535.");
        NotNegative(nameof(options.OrphanGrace), options.OrphanGrace);
        NotNegative(nameof(options.RemainderGrace), options.RemainderGrace);
        NotNegative(nameof(options.ShutdownGrace), options.ShutdownGrace);
        if (options.OutputBufferSize < LineSplitter.MaximumLine)
            failures.Add($"OutputBufferSize {options.OutputBufferSize} cannot hold one line; it must be at least {LineSplitter.MaximumLine}.");
        if (options.ScanInterval <= TimeSpan.Zero)
            failures.Add($"ScanInterval {options.ScanInterval} must be more than zero.");
        if (options.Isolation is DynoIsolation.Sandboxed)
            SandboxOptionsRules.Check(options.Sandbox, failures);
        if (options.UsageInterval <= TimeSpan.Zero)
            failures.Add($"UsageInterval {options.UsageInterval} must be more than zero.");
        if (options.OutliveHost && !OperatingSystem.IsLinux())
            failures.Add("OutliveHost needs Linux; switch it off, and dynos end with the host.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void NotNegative(string option, TimeSpan value)
        {
            if (value < TimeSpan.Zero)
                failures.Add($"{option} {value} is negative.");
        }
    }
}
