using System.Collections.Immutable;
using System.Text;

namespace Paas.Clojure;

/// <summary>Reads forms without evaluating anything. Source: clojure.org/reference/reader and github.com/edn-format/edn.</summary>
internal sealed class ClojureReader
{
    private const int MaxDepth = 200;
    private const string Closing = ")]}";

    private readonly string _text;
    private int _at;
    private int _line = 1;
    private int _depth;

    private ClojureReader(string text) => _text = text;

    /// <summary>The forms of a file.</summary>
    /// <exception cref="FormatException">Brackets or quotes do not match; the message says in which line.</exception>
    public static ImmutableArray<ClojureForm> Read(string text)
    {
        var reader = new ClojureReader(text.TrimStart('\uFEFF'));
        var forms = ImmutableArray.CreateBuilder<ClojureForm>();
        while (reader.SkipBlanks())
        {
            if (Closing.Contains(reader.Current, StringComparison.Ordinal))
                throw new FormatException($"line {reader._line}: '{reader.Current}' closes nothing");
            if (reader.ReadForm() is { } form)
                forms.Add(form);
        }

        return forms.ToImmutable();
    }

    private char Current => _text[_at];

    private char Next() => _at + 1 < _text.Length ? _text[_at + 1] : '\0';

    private bool SkipBlanks()
    {
        while (_at < _text.Length && (char.IsWhiteSpace(Current) || Current is ',' or ';' || (Current == '#' && Next() == '!')))
        {
            if (Current is ';' or '#')
            {
                while (_at < _text.Length && Current != '\n')
                    _at++;
            }
            else
            {
                Step();
            }
        }

        return _at < _text.Length;
    }

    private void Step()
    {
        if (_text[_at++] == '\n')
            _line++;
    }

    /// <summary>Null for a form that the text discards: <c>#_</c>.</summary>
    private ClojureForm? ReadForm()
    {
        if (++_depth > MaxDepth)
            throw new FormatException($"line {_line}: it is nested too deeply");
        try
        {
            return Current switch
            {
                '(' => ReadItems(ClojureFormKind.List, ')'),
                '[' => ReadItems(ClojureFormKind.Vector, ']'),
                '{' => ReadItems(ClojureFormKind.Map, '}'),
                '"' => ReadString(),
                '\\' => ReadCharacter(),
                '\'' => ReadPrefixed(1, keep: true),
                '`' or '~' or '@' => ReadPrefixed(Current == '~' && Next() == '@' ? 2 : 1, keep: false),
                '^' => ReadMetadata(1),
                '#' => ReadDispatch(),
                _ => ReadWord(),
            };
        }
        finally
        {
            _depth--;
        }
    }

    private ClojureForm ReadItems(ClojureFormKind kind, char end)
    {
        var (start, line) = (Current, _line);
        _at++;
        var items = ImmutableArray.CreateBuilder<ClojureForm>();
        while (true)
        {
            if (!SkipBlanks())
                throw new FormatException($"line {line}: '{start}' is not closed");
            if (Current == end)
                break;
            if (Closing.Contains(Current, StringComparison.Ordinal))
                throw new FormatException($"line {_line}: '{Current}' does not close the '{start}' of line {line}");
            if (ReadForm() is { } item)
                items.Add(item);
        }

        _at++;
        return new ClojureForm(kind, "", items.ToImmutable(), line);
    }

    private ClojureForm ReadString()
    {
        var line = _line;
        var text = new StringBuilder();
        for (_at++; _at < _text.Length && Current != '"'; Step())
        {
            if (Current == '\\' && _at + 1 < _text.Length)
            {
                _at++;
                text.Append(Current switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var other => other });
            }
            else
            {
                text.Append(Current);
            }
        }

        if (_at >= _text.Length)
            throw new FormatException($"line {line}: a string is not closed");
        _at++;
        return new ClojureForm(ClojureFormKind.String, text.ToString(), [], line);
    }

    private ClojureForm ReadCharacter()
    {
        var (start, line) = (_at, _line);
        _at = Math.Min(_at + 2, _text.Length);
        while (_at < _text.Length && char.IsLetterOrDigit(Current))
            _at++;
        return new ClojureForm(ClojureFormKind.Word, _text[start.._at], [], line);
    }

    private ClojureForm ReadWord()
    {
        var (start, line) = (_at, _line);
        while (_at < _text.Length && !char.IsWhiteSpace(Current) && !"()[]{}\",;".Contains(Current, StringComparison.Ordinal))
            _at++;
        return new ClojureForm(ClojureFormKind.Word, _text[start.._at], [], line);
    }

    private ClojureForm ReadPrefixed(int length, bool keep)
    {
        var line = _line;
        _at += length;
        var form = ReadNext();
        return keep ? form : new ClojureForm(ClojureFormKind.Other, "", [], line);
    }

    /// <summary>What metadata stands before counts; the metadata does not.</summary>
    private ClojureForm ReadMetadata(int length)
    {
        _at += length;
        ReadNext();
        return ReadNext();
    }

    private ClojureForm? ReadDispatch()
    {
        var line = _line;
        switch (Next())
        {
            case '_':
                _at += 2;
                ReadNext();
                return null;
            case '^':
                return ReadMetadata(2);
            case '{':
                _at++;
                return ReadItems(ClojureFormKind.Map, '}') with { Kind = ClojureFormKind.Vector };
            case '\'':
                return ReadPrefixed(2, keep: true);
            case '"' or '(' or '=':
                return ReadPrefixed(Next() == '=' ? 2 : 1, keep: false);
            default:
                // A tag, a namespaced map or a reader conditional, and the form that it says something about.
                ReadWord();
                ReadNext();
                return new ClojureForm(ClojureFormKind.Other, "", [], line);
        }
    }

    private ClojureForm ReadNext()
    {
        while (SkipBlanks() && !Closing.Contains(Current, StringComparison.Ordinal))
        {
            if (ReadForm() is { } form)
                return form;
        }

        throw new FormatException($"line {_line}: a form is missing");
    }
}
