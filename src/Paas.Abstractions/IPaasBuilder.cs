using Microsoft.Extensions.DependencyInjection;

namespace Paas;

/// <summary>
/// What <c>services.AddPaas(paas => …)</c> hands to the composition. Packages extend it: <c>Use…</c> picks the one
/// implementation of a port, <c>Add…</c> joins one of many.
/// </summary>
public interface IPaasBuilder
{
    /// <summary>The host's services. Registrations that were there before win over the defaults.</summary>
    IServiceCollection Services { get; }
}
