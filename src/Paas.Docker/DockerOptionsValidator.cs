using Microsoft.Extensions.Options;
using Paas.Docker.Containers;
using Paas.Dynos.Local;

namespace Paas;

/// <summary>Checks the settings when the host starts.</summary>
internal sealed class DockerOptionsValidator : IValidateOptions<DockerOptions>
{
    private const long LeastKept = 64 * 1024;

    public ValidateOptionsResult Validate(string? name, DockerOptions options)
    {
        var failures = new List<string>();
        if (string.IsNullOrWhiteSpace(options.RootDirectory))
            failures.Add("RootDirectory is empty; name a directory for unpacked slugs.");
        if (string.IsNullOrWhiteSpace(options.Network))
            failures.Add("Network is empty; name a network of the daemon.");
        if (!ContainerNames.IsPrefix(options.LabelPrefix))
            failures.Add($"LabelPrefix '{options.LabelPrefix}' is illegal; use lower-case letters, digits, '.' and '-', with a letter or digit first.");
        if (options.User is { } user && !ContainerUser.TryParse(user, out _))
            failures.Add($"User '{user}' is no pair of numbers above zero such as 1000:1000.");
        if (options.KeptOutput < LeastKept)
            failures.Add($"KeptOutput {options.KeptOutput} is too little; it must be at least {LeastKept}.");
        if (options.OutputBufferSize < LineSplitter.MaximumLine)
            failures.Add($"OutputBufferSize {options.OutputBufferSize} cannot hold one line; it must be at least {LineSplitter.MaximumLine}.");
        if (options.ShutdownGrace < TimeSpan.Zero)
            failures.Add($"ShutdownGrace {options.ShutdownGrace} is negative.");
        if (options.TmpSize <= 0 || options.SharedMemorySize <= 0 || options.MaxOpenFiles <= 0)
            failures.Add($"TmpSize {options.TmpSize}, SharedMemorySize {options.SharedMemorySize} and MaxOpenFiles {options.MaxOpenFiles} must be more than zero.");
        Positive(nameof(options.ScanInterval), options.ScanInterval);
        Positive(nameof(options.UsageInterval), options.UsageInterval);
        Positive(nameof(options.ReconnectDelay), options.ReconnectDelay);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Positive(string option, TimeSpan value)
        {
            if (value <= TimeSpan.Zero)
                failures.Add($"{option} {value} must be more than zero.");
        }
    }
}
