namespace Paas.Clojure;

/// <summary>Kinds of forms.</summary>
internal enum ClojureFormKind
{
    /// <summary>A keyword, symbol, number or character.</summary>
    Word,

    /// <summary>A string.</summary>
    String,

    /// <summary><c>( )</c>.</summary>
    List,

    /// <summary><c>[ ]</c>, or a set.</summary>
    Vector,

    /// <summary><c>{ }</c>.</summary>
    Map,

    /// <summary>What only a running Clojure can tell: unquoted code, functions, regular expressions, tagged values.</summary>
    Other,
}
