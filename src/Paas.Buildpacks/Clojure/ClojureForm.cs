using System.Collections.Immutable;

namespace Paas.Clojure;

/// <summary>A form of Clojure or EDN text, as far as settings need it. Source: clojure.org/reference/reader.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The text of a string without its quotes and escapes, else as written; empty for collections.</param>
/// <param name="Items">What a collection holds; keys and values in turn for a map.</param>
/// <param name="Line">Where it starts, counted from one.</param>
internal sealed record ClojureForm(ClojureFormKind Kind, string Text, ImmutableArray<ClojureForm> Items, int Line)
{
    /// <summary>The value behind a keyword (<c>:main</c>) of a map, or among the options of a list such as <c>(defproject name version :main …)</c>.</summary>
    public ClojureForm? Find(string keyword)
    {
        for (var i = 0; i < Items.Length - 1; i++)
        {
            if (Items[i] is { Kind: ClojureFormKind.Word } key && key.Text == keyword && (Kind != ClojureFormKind.Map || i % 2 == 0))
                return Items[i + 1];
        }

        return null;
    }

    /// <summary>The text behind a keyword, when it is a string that is not empty.</summary>
    public string? FindString(string keyword) => Find(keyword) is { Kind: ClojureFormKind.String, Text.Length: > 0 } value ? value.Text : null;
}
