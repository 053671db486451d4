// One Lucene index over standard input and output, for quality.py; run as a single source file.
//
// Argument: an analyzer's class name. Input: the number of texts, each text in a line, then
// questions, one a line. Output: a line "ready", then for every question one line of tab-separated
// fields: "number:score" of the hits with a space between, and the first hit's best window.
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.text.BreakIterator;
import java.util.Locale;
import java.util.StringJoiner;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.uhighlight.DefaultPassageFormatter;
import org.apache.lucene.search.uhighlight.LengthGoalBreakIterator;
import org.apache.lucene.search.uhighlight.UnifiedHighlighter;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.QueryBuilder;

public class LuceneSearch {
    static final int LIMIT = 300, WINDOW = 200;

    public static void main(String[] args) throws Exception {
        Analyzer analyzer = (Analyzer) Class.forName(args[0]).getDeclaredConstructor().newInstance();
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, true, "UTF-8");
        var directory = new ByteBuffersDirectory();
        try (var writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
            for (int left = Integer.parseInt(in.readLine()); left > 0; left--) {
                var document = new Document();
                document.add(new TextField("text", in.readLine(), Field.Store.YES));
                writer.addDocument(document);
            }
            writer.forceMerge(1);
        }
        var searcher = new IndexSearcher(DirectoryReader.open(directory));
        var highlighter = new UnifiedHighlighter(searcher, analyzer);
        highlighter.setMaxLength(Integer.MAX_VALUE - 1);
        highlighter.setFormatter(new DefaultPassageFormatter("", "", "", false));
        highlighter.setBreakIterator(() -> LengthGoalBreakIterator.createClosestToLength(
                BreakIterator.getSentenceInstance(Locale.CHINESE), WINDOW));
        out.println("ready");
        for (String question; (question = in.readLine()) != null; ) {
            out.println(answer(question, analyzer, searcher, highlighter));
        }
    }

    static String answer(String question, Analyzer analyzer, IndexSearcher searcher,
            UnifiedHighlighter highlighter) throws Exception {
        Query query = new QueryBuilder(analyzer).createBooleanQuery("text", question);
        if (query == null) return "\t";
        TopDocs found = searcher.search(query, LIMIT);
        var hits = new StringJoiner(" ");
        for (ScoreDoc hit : found.scoreDocs) hits.add(hit.doc + ":" + hit.score);
        if (found.scoreDocs.length == 0) return "\t";
        var first = new TopDocs(found.totalHits, new ScoreDoc[] {found.scoreDocs[0]});
        String window = highlighter.highlight("text", query, first, 1)[0];
        return hits + "\t" + (window == null ? "" : window);
    }
}
