using System.Globalization;

namespace Paas.Access.Accounts;

/// <summary>
/// E-mail addresses as names of accounts. Nothing is ever sent to them; what matters is that two addresses that a person or
/// mail server takes for one are one here, and that no letter turns into another one on the way.
/// </summary>
internal static class EmailAddress
{
    /// <summary>RFC 5321, section 4.5.3.1.3, less the angle brackets.</summary>
    public const int MaxLength = 254;

    private const int MaxLocalLength = 64;

    /// <summary>The address without surrounding space, as it is shown.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>.</exception>
    public static string Check(string email)
    {
        var trimmed = email.Trim();
        var at = trimmed.LastIndexOf('@');
        if (trimmed.Length > MaxLength || at is < 1 or > MaxLocalLength || at == trimmed.Length - 1
            || trimmed.AsSpan(0, at).Contains('@') || !trimmed.All(IsLegal) || !FoldsToItself(trimmed))
        {
            throw new PaasException(PaasErrors.InvalidParams, $"'{Shorten(email)}' is not an e-mail address. Give one such as name@example.com, at most {MaxLength} characters.");
        }

        return trimmed;
    }

    /// <summary>The form in which addresses are compared. Never throws; what is no address is nobody's.</summary>
    public static string Normalize(string email)
    {
        var trimmed = email.Trim();
        return trimmed.Length > MaxLength ? "" : trimmed.ToLowerInvariant();
    }

    /// <summary>For messages: short, and without control characters.</summary>
    public static string Shorten(string email)
    {
        var shown = email.Length > 60 ? email[..60] + "..." : email;
        return new string([.. shown.Select(static c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);
    }

    private static bool IsLegal(char c) =>
        char.IsAscii(c)
            ? c is > ' ' and < '\u007f' and not ('"' or '(' or ')' or ',' or ':' or ';' or '<' or '>' or '[' or ']' or '\\')
            : char.GetUnicodeCategory(c) is UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter or UnicodeCategory.OtherLetter
                or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber;

    /// <summary>No letter beyond ASCII becomes an ASCII one, as U+212A (kelvin) becomes k: such an address would be somebody else's.</summary>
    private static bool FoldsToItself(string email) =>
        email.All(static c => char.IsAscii(c) || (!char.IsAscii(char.ToLowerInvariant(c)) && !char.IsAscii(char.ToUpperInvariant(c))));
}
