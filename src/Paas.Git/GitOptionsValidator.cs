using Microsoft.Extensions.Options;

namespace Paas.Git;

/// <summary>Refuses limits that would refuse every push.</summary>
internal sealed class GitOptionsValidator : IValidateOptions<GitOptions>
{
    public ValidateOptionsResult Validate(string? name, GitOptions options)
    {
        var failures = new List<string>();
        void Require(bool holds, string option, object? value)
        {
            if (!holds)
                failures.Add($"GitOptions.{option} is {value}; it must be greater than zero.");
        }

        Require(options.MaxPackSize > 0, nameof(options.MaxPackSize), options.MaxPackSize);
        Require(options.MaxPackObjects > 0, nameof(options.MaxPackObjects), options.MaxPackObjects);
        Require(options.MaxCheckoutSize > 0, nameof(options.MaxCheckoutSize), options.MaxCheckoutSize);
        Require(options.MaxCheckoutPaths > 0, nameof(options.MaxCheckoutPaths), options.MaxCheckoutPaths);
        Require(options.MaxCommands > 0, nameof(options.MaxCommands), options.MaxCommands);
        Require(options.MaxRequestsPerHour is null or > 0, nameof(options.MaxRequestsPerHour), options.MaxRequestsPerHour);
        Require(options.ReceiveTimeout > TimeSpan.Zero, nameof(options.ReceiveTimeout), options.ReceiveTimeout);
        Require(options.IndexTimeout > TimeSpan.Zero, nameof(options.IndexTimeout), options.IndexTimeout);
        Require(options.KeepAliveInterval > TimeSpan.Zero, nameof(options.KeepAliveInterval), options.KeepAliveInterval);
        Require(options.CancelTimeout > TimeSpan.Zero, nameof(options.CancelTimeout), options.CancelTimeout);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
