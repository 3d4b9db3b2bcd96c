using System.Buffers;
using Paas.Git.Objects;
using Paas.Git.Protocol;
using Paas.Git.Repositories;

namespace Paas.Git.Http;

/// <summary>The answer to <c>info/refs</c>. Source: gitprotocol-http, "Smart Clients"; gitprotocol-pack, "Reference Discovery".</summary>
internal static class RefAdvertisement
{
    public const string ReceivePack = "git-receive-pack";
    public const string UploadPack = "git-upload-pack";

    public static void Write(IBufferWriter<byte> output, string service, AppRepository repository, bool version1)
    {
        var snapshot = repository.ReadRefs();
        var isFetch = service == UploadPack;
        PktLine.Write(output, $"# service={service}\n");
        PktLine.WriteFlush(output);
        if (version1)
            PktLine.Write(output, "version 1\n");

        var capabilities = isFetch ? FetchRequest.Capabilities : PushRequest.Capabilities;
        var head = snapshot[snapshot.Head];
        if (isFetch && !head.IsZero)
        {
            PktLine.Write(output, $"{head} HEAD\0{capabilities} symref=HEAD:{snapshot.Head}\n");
            capabilities = null;
        }

        using var store = ObjectStore.Open(repository.ObjectsDirectory);
        foreach (var (name, id) in snapshot.Refs)
        {
            PktLine.Write(output, capabilities is null ? $"{id} {name}\n" : $"{id} {name}\0{capabilities}\n");
            capabilities = null;
            if (isFetch && Peel(store, id) is { } target)
                PktLine.Write(output, $"{target} {name}^{{}}\n");
        }

        if (capabilities is not null)
            PktLine.Write(output, $"{default(Oid)} capabilities^{{}}\0{capabilities}\n");
        PktLine.WriteFlush(output);
    }

    /// <summary>What an annotated tag is about, or null for anything else.</summary>
    private static Oid? Peel(ObjectStore store, Oid id)
    {
        Oid? target = null;
        while (store.TryReadHeader(id, out var type, out _) && type == ObjectType.Tag)
        {
            using var raw = store.Read(id, ObjectType.Tag);
            id = TagReader.Read(raw.Data).Target;
            target = id;
        }

        return target;
    }
}
