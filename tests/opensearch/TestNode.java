import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.index.reindex.ReindexPlugin;
import org.opensearch.join.ParentJoinPlugin;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessPlugin;
import org.opensearch.transport.Netty4Plugin;

/**
 * A node of OpenSearch in this process, with the modules that come with every release.
 *
 * <p>The first argument is a file: the node lives as long as another process holds a shared lock on
 * it, and ends by itself when the last of them has gone, however it went. The others are settings,
 * name=value.
 */
public final class TestNode extends Node {
    private TestNode(Environment environment) {
        super(
            environment,
            List.of(
                Netty4Plugin.class,
                CommonAnalysisPlugin.class,
                PainlessPlugin.class,
                ReindexPlugin.class,
                ParentJoinPlugin.class),
            false);
    }

    public static void main(String[] arguments) throws Exception {
        Settings.Builder settings = Settings.builder();
        for (String argument : List.of(arguments).subList(1, arguments.length)) {
            String[] parts = argument.split("=", 2);
            settings.put(parts[0], parts[1]);
        }
        Environment environment = InternalSettingsPreparer.prepareEnvironment(
            settings.build(), Map.of(), null, () -> "test");
        try (Node node = new TestNode(environment); FileChannel held = open(arguments[0])) {
            node.start();
            held.lock();
        }
        System.exit(0);
    }

    private static FileChannel open(String file) throws Exception {
        return FileChannel.open(Path.of(file), StandardOpenOption.WRITE);
    }
}
