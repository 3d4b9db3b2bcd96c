using System.Buffers.Binary;

namespace Paas.Docker.Containers;

/// <summary>The <c>$PORT</c> of a container.</summary>
internal static class ContainerPort
{
    private const int First = 10_000;
    private const int Count = 20_000;

    /// <summary>
    /// A port of the container's own network, so that any would do. It differs from dyno to dyno, as on Heroku: an app that
    /// ignores <c>$PORT</c> does not work by chance. Below the ports that systems use for outgoing connections.
    /// </summary>
    public static int Of(Guid dynoId)
    {
        Span<byte> bytes = stackalloc byte[16];
        dynoId.TryWriteBytes(bytes);
        return First + (int)(BinaryPrimitives.ReadUInt32LittleEndian(bytes) % Count);
    }
}
