using System.Globalization;
using System.Net;
using System.Text;
using Paas.Tls;

namespace Paas.Forwarding;

/// <summary>What the router says about a client, as bytes for headers.</summary>
internal sealed class ClientFacts(EndPoint? remote, EndPoint? local, bool isTls, TlsFacts? tls = null)
{
    /// <summary>The client's IP address; empty when unknown.</summary>
    public byte[] Address { get; } = remote is IPEndPoint { Address: var address }
        ? Encoding.ASCII.GetBytes((address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString())
        : [];

    /// <summary>The port that the client came to; empty when unknown.</summary>
    public byte[] Port { get; } = local is IPEndPoint { Port: var port }
        ? Encoding.ASCII.GetBytes(port.ToString(CultureInfo.InvariantCulture))
        : [];

    /// <summary>The client speaks HTTP/2.</summary>
    public bool IsHttp2 { get; private init; }

    /// <summary>The client speaks TLS, which the router or somebody before it takes off.</summary>
    public bool IsTls => isTls;

    /// <summary>The version that the client speaks, as OpenTelemetry writes it.</summary>
    public string ProtocolVersion(HttpRequestHead head) => IsHttp2 ? "2" : head.IsHttp11 ? "1.1" : "1.0";

    /// <summary>The same client, once it has turned out to speak HTTP/2.</summary>
    public ClientFacts WithHttp2() => new(remote, local, isTls, tls) { IsHttp2 = true };

    /// <summary>What is known of it when the router itself takes TLS off.</summary>
    public TlsFacts? Tls => tls;

    /// <summary>The end of a request line.</summary>
    public ReadOnlySpan<byte> TlsField => tls is not null ? tls.Field : isTls ? " tls=true tls_version=unknown"u8 : " tls=false"u8;
}
