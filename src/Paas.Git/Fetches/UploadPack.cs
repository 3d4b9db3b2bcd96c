using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Paas.Git.Objects;
using Paas.Git.Protocol;
using Paas.Git.Repositories;

namespace Paas.Git.Fetches;

/// <summary>
/// The server's side of <c>git fetch</c> and <c>git clone</c>, protocol 0 and 1: each request holds the whole
/// negotiation so far, and the answer is either what is common, or the pack.
/// </summary>
internal sealed class UploadPack(IOptions<GitOptions> options, TimeProvider time)
{
    private readonly GitOptions _options = options.Value;

    public async Task RunAsync(HttpContext context, AppRepository repository)
    {
        var aborted = context.RequestAborted;
        await using var reader = RequestReader.Create(context.Request, _options.ReceiveTimeout, time, aborted);
        var request = await FetchRequest.ReadAsync(reader);
        if (request.Wants.Count == 0)
            return;

        var tips = repository.ReadRefs().Refs.Values.ToHashSet();
        foreach (var want in request.Wants)
        {
            if (!tips.Contains(want))
                throw new GitProtocolException($"upload-pack: not our ref {want}");
        }

        using var store = ObjectStore.Open(repository.ObjectsDirectory);
        var common = request.Haves.Where(have => store.Contains(have)).ToList();
        var output = context.Response.BodyWriter;
        await Task.Run(() => Acknowledge(output, store, request, common, aborted), aborted);
        await output.FlushAsync(aborted);
        if (!request.Done)
            return;

        await using var band = new SideBand(output, request.SideBand, _options.KeepAliveInterval, time, aborted);
        var missing = await Task.Run(() => new ObjectWalk(store, aborted).Missing(request.Wants, common), aborted);
        using var pack = new PackWriter(store, band.DataAsync);
        await pack.WriteAsync(missing, aborted);
        await band.CompleteAsync();
    }

    private static void Acknowledge(IBufferWriter<byte> output, ObjectStore store, FetchRequest request, List<Oid> common, CancellationToken cancellationToken)
    {
        if (request.Detailed)
        {
            foreach (var id in common)
                PktLine.Write(output, $"ACK {id} common\n");
            if (!request.Done && common.Count > 0 && new ObjectWalk(store, cancellationToken).Covers(common, request.Wants))
                PktLine.Write(output, $"ACK {common[^1]} ready\n");
        }

        // Without multi_ack the first common commit ends the search; with it the last ACK comes with the pack.
        if (common.Count > 0 && (request.Done || !request.Detailed))
            PktLine.Write(output, $"ACK {(request.Detailed ? common[^1] : common[0])}\n");
        else
            PktLine.Write(output, "NAK\n");
    }
}
