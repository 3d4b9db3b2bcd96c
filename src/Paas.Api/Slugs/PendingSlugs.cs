using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Paas.Api.Catalog;
using Paas.Api.Http;
using Paas.Api.Json;
using Paas.Api.Sources;

namespace Paas.Api.Slugs;

/// <summary>Slugs that clients bring, until they are released: an archive among the sources, with what is known of it beside.</summary>
internal sealed class PendingSlugs(SourceStore store, IOptions<PaasOptions> options, TimeProvider time)
{
    private const int MaxLength = 200;
    private const int MaxDescriptionLength = 10_000;
    private const int HexLength = 64;
    private const string Sha256 = "SHA256:";

    public async Task<PendingSlug> CreateAsync(ApiCall call)
    {
        var body = await call.ReadAsync(ApiJson.Default.SlugRequest);
        Check("commit", body.Commit, MaxLength);
        Check("commit_description", body.CommitDescription, MaxDescriptionLength, isText: true);
        Check("buildpack_provided_description", body.BuildpackProvidedDescription, MaxLength);
        if (body.Checksum is { } checksum && !(checksum.StartsWith(Sha256, StringComparison.OrdinalIgnoreCase) && checksum.Length == Sha256.Length + HexLength && checksum[Sha256.Length..].All(char.IsAsciiHexDigit)))
            throw ApiException.Invalid($"The field 'checksum' must be '{Sha256}' and {HexLength} hexadecimal digits.");

        var slug = new PendingSlug
        {
            Id = Guid.NewGuid(),
            App = call.App.Id,
            CreatedAt = time.GetUtcNow(),
            ProcessTypes = TypesOf(body),
            BuildpackProvidedDescription = body.BuildpackProvidedDescription,
            Checksum = body.Checksum,
            Commit = body.Commit,
            CommitDescription = body.CommitDescription,
            Stack = StackOf(body.Stack ?? call.App.Stack),
        };
        await store.WriteNoteAsync(slug.Id, JsonSerializer.SerializeToUtf8Bytes(slug, ApiJson.Default.PendingSlug), call.Aborted);
        return slug;
    }

    /// <summary>One of an app's; null when there is none, or it is too long ago.</summary>
    public async Task<PendingSlug?> FindAsync(Guid app, Guid id, CancellationToken cancellationToken) =>
        await store.ReadNoteAsync(id, cancellationToken) is { } note && JsonSerializer.Deserialize(note, ApiJson.Default.PendingSlug) is { } slug && slug.App == app ? slug : null;

    public async Task<Release> ReleaseAsync(ApiCall call, PendingSlug slug, string? description)
    {
        await using var archive = store.Open(slug.Id) ?? throw ApiException.Invalid("The slug of the field 'slug' has no archive yet. Put it at the address in its 'blob.url'.");
        if (slug.Checksum is { } checksum && !await SourceStore.MatchesAsync(archive, checksum, call.Aborted))
            throw ApiException.Invalid("The archive of the slug has another checksum than its field 'checksum' says. Put it again, or make another slug.");
        return await call.Platform.Releases.CreateFromSlugAsync(call.AppId, new SlugRelease(archive)
        {
            Id = slug.Id,
            ProcessTypes = slug.ProcessTypes.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Stack = slug.Stack,
            Commit = slug.Commit,
            Language = slug.BuildpackProvidedDescription ?? "",
            Description = description,
        }, call.Aborted);
    }

    private static Dictionary<string, string> TypesOf(SlugRequest body)
    {
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (type, command) in body.ProcessTypes ?? throw ApiException.Invalid("The field 'process_types' is missing. Give an object such as {\"web\": \"./server\"}."))
        {
            if (!Procfile.IsProcessType(type))
                throw ApiException.Invalid("The field 'process_types' has an illegal name. Use 1 to 128 letters, digits, '-' and '_'.");
            if (string.IsNullOrWhiteSpace(command) || command.Any(char.IsControl))
                throw ApiException.Invalid($"The field 'process_types.{type}' must be a command of one line.");
            types[type] = command;
        }

        return types;
    }

    private string StackOf(string wanted)
    {
        var stacks = StackBody.All(options.Value).Where(static stack => stack.Name != ContainerStack.Name).ToList();
        return stacks.FirstOrDefault(stack => stack.Name == wanted || stack.Id.ToString() == wanted)?.Name
            ?? throw ApiException.Invalid($"The field 'stack': a slug cannot run on '{(wanted.Length > MaxLength ? wanted[..MaxLength] : wanted)}'. There are: {string.Join(", ", stacks.Select(static stack => stack.Name))}.");
    }

    private static void Check(string field, string? text, int maximum, bool isText = false)
    {
        if (text?.Length > maximum || (!isText && text?.Any(char.IsControl) == true))
            throw ApiException.Invalid($"The field '{field}' has more than {maximum} characters{(isText ? "" : " or a control character")}.");
    }
}
