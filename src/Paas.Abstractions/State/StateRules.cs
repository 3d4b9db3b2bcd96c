namespace Paas;

/// <summary>The limits of an <see cref="IStateStore"/> and the checks that every implementation makes at its door.</summary>
public static class StateRules
{
    /// <summary>Longest key in characters.</summary>
    public const int MaxKeyLength = 512;

    /// <summary>Largest document in bytes: 1 MiB.</summary>
    public const int MaxDocumentBytes = 1024 * 1024;

    /// <summary>Largest commit in bytes, the keys, the documents and 32 bytes for each change taken together: 64 MiB.</summary>
    public const int MaxCommitBytes = 64 * 1024 * 1024;

    private const int BytesPerChange = 32;

    /// <summary>Checks that <paramref name="key"/> is not empty, not too long and has only legal characters.</summary>
    /// <exception cref="ArgumentException">It is illegal.</exception>
    public static void CheckKey(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        CheckPrefix(key);
    }

    /// <summary>Checks that <paramref name="prefix"/> can be the beginning of a key; it may be empty.</summary>
    /// <exception cref="ArgumentException">It is illegal.</exception>
    public static void CheckPrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (prefix.Length > MaxKeyLength)
            throw new ArgumentException($"A key has at most {MaxKeyLength} characters, not {prefix.Length}.", nameof(prefix));
        foreach (var c in prefix)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-' or '/' or '*'))
                throw new ArgumentException($"The key '{prefix}' has the character U+{(int)c:X4}; legal are A-Z a-z 0-9 . _ - / and *.", nameof(prefix));
        }
    }

    /// <summary>Checks the changes of a commit: at least one, legal keys, each key once, sizes within the limits.</summary>
    /// <exception cref="ArgumentException">There is no change, a key is illegal or twice there, a document is empty, or an expected version is negative.</exception>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: a document or the commit is too large.</exception>
    public static void CheckChanges(IReadOnlyList<StateChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (changes.Count == 0)
            throw new ArgumentException("A commit has at least one change.", nameof(changes));

        var keys = changes.Count > 1 ? new HashSet<string>(changes.Count, StringComparer.Ordinal) : null;
        long bytes = 0;
        foreach (var change in changes)
        {
            CheckKey(change.Key);
            if (keys is not null && !keys.Add(change.Key))
                throw new ArgumentException($"The key '{change.Key}' is in the commit twice.", nameof(changes));
            if (change.ExpectedVersion < 0)
                throw new ArgumentException($"The expected version of '{change.Key}' is {change.ExpectedVersion}; versions start at 1, and 0 means that it must not exist.", nameof(changes));
            if (change.Json is { IsEmpty: true })
                throw new ArgumentException($"The document '{change.Key}' is empty, which is no JSON; null removes a document.", nameof(changes));
            var length = change.Json?.Length ?? 0;
            if (length > MaxDocumentBytes)
                throw new PaasException(PaasErrors.InvalidParams, $"The document '{change.Key}' has {length} bytes; at most {MaxDocumentBytes} are allowed.");
            bytes += BytesPerChange + change.Key.Length + length;
        }

        if (bytes > MaxCommitBytes)
            throw new PaasException(PaasErrors.InvalidParams, $"The commit has {bytes} bytes; at most {MaxCommitBytes} are allowed.");
    }
}
