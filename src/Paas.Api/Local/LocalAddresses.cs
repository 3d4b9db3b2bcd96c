using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Paas.Api.Local;

/// <summary>Where the API can be reached from this machine, once the server has started.</summary>
/// <remarks>The server is asked for late: its own options need this.</remarks>
internal sealed class LocalAddresses(IServiceProvider services)
{
    /// <summary>Plain HTTP; null when the server has none.</summary>
    public Uri? Plain => Find("http", "127.0.0.1");

    /// <summary>TLS, under the name that the certificate has; null when the server has none.</summary>
    public Uri? Tls => Find("https", "localhost");

    private Uri? Find(string scheme, string host)
    {
        foreach (var address in services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
        {
            if (Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme == scheme)
                return new UriBuilder(scheme, host, url.Port).Uri;
        }

        return null;
    }
}
